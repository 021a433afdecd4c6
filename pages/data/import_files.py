"""Import: files in, with everything that was understood of them."""

from pages.shared import messages

messages.page_title("shell.pages.import")
