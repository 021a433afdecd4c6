"""The names under which files know our channels, in German and English, as CRMs and agencies write them."""

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

_NAMES = {
    "direct": "direct, direct traffic, direct visit, direkt, direkte zugriffe, direktzugriff, direktzugriffe",
    "cross_network": "cross network, netzwerkuebergreifend, performance max, pmax, demand gen",
    "paid_shopping": "paid shopping, bezahltes shopping, shopping ads, shopping anzeigen, google shopping",
    "paid_search": """paid search, bezahlte suche, sea, search ads, suchanzeigen, suchmaschinenwerbung, sem, ppc,
        adwords, google ads, google adwords, bing ads, microsoft ads, microsoft advertising, paid search ads, search
        engine advertising, search paid""",
    "paid_social": """paid social, bezahlte soziale medien, bezahltes social, social ads, paid social media,
        bezahlte social media, facebook ads, meta ads, linkedin ads, instagram ads, social media ads, tiktok ads,
        xing ads, social media werbung, social paid""",
    "paid_video": "paid video, bezahltes video, bezahlte videos, video ads, videowerbung, youtube ads, video werbung",
    "display": """display, display ads, displaywerbung, display werbung, banner, bannerwerbung, display advertising,
        programmatic""",
    "paid_other": """paid other, sonstige bezahlte, sonstige bezahlte werbung, bezahlt sonstige, other publicities,
        advertisement, advertising, anzeigen, werbung, paid, anzeige""",
    "organic_shopping": "organic shopping, organisches shopping, unbezahltes shopping",
    "organic_social": """organic social, organische soziale medien, soziale medien, social media, social, organic
        social media, unbezahlte soziale medien, soziale netzwerke, social network, organisches social""",
    "organic_video": "organic video, organische videos, organisches video, unbezahlte videos",
    "organic_search": """organic search, organische suche, unbezahlte suche, seo, search organic, natuerliche suche,
        suchmaschine, search engine""",
    "referral": """referral, referrals, verweis, verweise, empfehlung, empfehlungen, verweisende websites, customer
        referral, employee referral, external referral, word of mouth, mundpropaganda, kundenempfehlung""",
    "email": """email, e mail, email marketing, e mail marketing, newsletter, emails, e mails, e mailing, emailing,
        email newsletter, email campaign, mailchimp, e mail newsletter""",
    "affiliates": "affiliates, affiliate, affiliate marketing, affiliate partner",
    "audio": "audio, podcast, radio, spotify ads",
    "sms": "sms, text message",
    "mobile_push": """mobile push, mobile push notifications, push, push nachrichten, mobile push
        benachrichtigungen, push notification, push notifications""",
    "ai_assistant": """ai assistant, ai assistants, ki assistent, ki assistenten, ai referrals, ai referral, ki
        verweise""",
    "events": """events, event, events and trade fairs, events und messen, veranstaltungen und messen, messe,
        messen, messen und veranstaltungen, trade show, trade shows, trade fair, trade fairs, tradeshow, tradeshows,
        veranstaltung, veranstaltungen, conference, konferenz, kongress, exhibition, webinar, webinare, webinars,
        seminar, seminar internal, seminar partner, messestand, hausmesse, fachmesse, roadshow, ausstellung""",
    "direct_mail": """direct mail, post, mailing, mailings, postmailing, post und mailing, brief, postkarte,
        directmail, print mailing, direktwerbung, briefmailing, postal mail, letter""",
    "field_sales": """field sales, aussendienst, vertrieb, vertriebsaussendienst, vertrieb aussendienst, sales rep,
        field service, sales team, outside sales, outbound sales, sales""",
    "call_centre": """call centre, call center, callcenter, telefon, phone, phone inquiry, phone enquiry,
        telemarketing, telesales, telefonakquise, kaltakquise, cold call, cold calling, call, anruf,
        telefonmarketing, inbound call, call center telefon, telefonanfrage, telefonische anfrage, call centre
        and phone, call center und telefon""",
    "partners": """partners, partner, partner referral, partnerempfehlung, vertriebspartner, reseller, haendler,
        distributor, channel partner, external partner, handelspartner, partnervertrieb""",
    "content_syndication": "content syndication, content syndizierung, syndication, fachportal, fachportale",
    "unassigned": """unassigned, nicht zugewiesen, nicht zugeordnet, unknown, unbekannt, not set, offline sources,
        offline quellen, other campaigns, andere kampagnen, sonstige kampagnen, not assigned""",
    "no_source": "no source, keine quelle, ohne quelle, keine angabe, no source given",
}

CHANNEL_ALIASES: dict[str, str] = {
    "_".join(name.split()): channel for channel, names in _NAMES.items() for name in names.split(",")
}
"""Channel key by the slug of a name."""

SOURCE_ALIASES: dict[str, str] = CHANNEL_ALIASES | {
    # Values of CRM fields that name no channel of their own but say where a lead came from, or that nobody knows.
    "web": "direct",
    "website": "direct",
    "webseite": "direct",
    "internet": "direct",
    "other": "unassigned",
    "sonstige": "unassigned",
    "sonstiges": "unassigned",
    "purchased_list": "unassigned",
    "gekaufte_liste": "unassigned",
    "adresskauf": "unassigned",
}
"""The same for the source field; as a channel's own name "Other" stays what the user calls it."""


def slug(name: str) -> str:
    """The name in lower case with everything but letters and digits as underscores: E-Mail & Post -> e_mail_post."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_UMLAUTS)
    return re.sub(r"[\W_]+", "_", text).strip("_")
