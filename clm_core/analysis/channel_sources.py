"""Which sites are search engines, social networks, video sites, shops and AI assistants.

An entry without a dot is a brand: it meets itself and every domain registered under it (google meets
google, google.de, images.google.com). An entry with a dot meets that domain and what lies under it.
"""

_SITES = {
    "search": """google, bing, yahoo, duckduckgo, ecosia, baidu, yandex, qwant, startpage, metager, aol, ask, naver,
        daum, seznam, sogou, googleads, adwords, bingads, msn, fireball.de, suche.web.de, suche.t-online.de,
        suche.gmx.net, search.brave.com, so.com, presearch, lycos, dogpile, google ads, google_ads, microsoft ads,
        microsoft_ads, bing ads, microsoft bing""",
    "social": """facebook, fb, instagram, ig, linkedin, xing, twitter, x.com, x, t.co, lnkd.in, tiktok, pinterest,
        reddit, snapchat, quora, tumblr, threads, threads.net, bluesky, bsky.app, mastodon, meta, facebookads,
        linkedinads, whatsapp, wa.me, telegram, t.me, discord, stackoverflow, stackexchange, meetup, medium.com, vk,
        vk.com, weibo, wechat, kununu, glassdoor, kaixin001, fb.me, fb.com, ig.me, plus.google.com, messenger,
        ycombinator, meta ads, meta_ads, facebook ads, linkedin ads, linkedin_ads, tiktok ads, xing ads""",
    "video": "youtube, youtu.be, vimeo, twitch, dailymotion, wistia, netflix, disneyplus, hulu, iqiyi, youku",
    "shopping": """amazon, ebay, etsy, idealo, alibaba, aliexpress, walmart, mercadolibre, mercadolivre, shopify,
        shopzilla, rakuten, otto.de, kaufland, billiger.de, geizhals, guenstiger.de, kelkoo, pricerunner,
        shopping.google.com, igshopping, google-shopping, google shopping, google_shopping""",
    "ai_assistant": """chatgpt, openai, perplexity, claude.ai, claude, gemini.google.com, bard.google.com,
        copilot.microsoft.com, copilot, deepseek, mistral.ai, grok, meta.ai, you.com, phind, poe.com, gemini""",
}
SOURCE_LISTS: dict[str, frozenset[str]] = {
    name: frozenset(" ".join(sites.split()).split(", ")) for name, sites in _SITES.items()
}

_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "ac", "gov", "or", "ne"))
_OTHER_SERVICES = frozenset(
    ("mail", "docs", "drive", "sites", "groups", "classroom", "meet", "gemini", "bard", "copilot", "plus", "shopping")
)
"""Services of search engines and mail providers that are no search: mail.google.com refers, it does not search."""


def is_in_list(source: str, *, list_name: str) -> bool:
    """Whether a (lower-case) source belongs to the list."""
    entries = SOURCE_LISTS[list_name]
    if source in entries:
        return True
    labels = source.split(".")
    if len(labels) < 2 or "" in labels:
        return False
    if any(".".join(labels[start:]) in entries for start in range(1, len(labels) - 1)):
        return True
    brand = labels[-3] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2]
    # Two-letter brands (fb, ig, x) are names of platforms, not of the many domains that are as short.
    return len(brand) > 2 and brand in entries and labels[0] not in _OTHER_SERVICES
