"""Channel ROI: what each channel earned for what it cost."""

from pages.shared import messages, navigation

messages.page_title("shell.pages.channel_roi")
navigation.stop_without_data()
