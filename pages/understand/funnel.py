"""Funnel: where people are won and lost."""

from pages.shared import messages, navigation

messages.page_title("shell.pages.funnel")
navigation.stop_without_data()
