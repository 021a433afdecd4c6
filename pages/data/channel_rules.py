"""Channel rules: how a source and a medium become a channel."""

from pages.shared import messages

messages.page_title("shell.pages.channel_rules")
