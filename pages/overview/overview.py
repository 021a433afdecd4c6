"""Overview: how the loop runs, in one look."""

from pages.shared import messages, navigation

messages.page_title("shell.pages.overview")
navigation.stop_without_data()
