"""The planted scoring truth: what makes a lead an opportunity, and an opportunity a customer (log odds).

log odds(opportunity) = intercept + stream + industry + size + country + role + behaviour before qualification
                        + follow_up × log2(1 + hours / 24)   for leads handed to sales, else + not_handed_over
"""

OPPORTUNITY_INTERCEPT = -1.58
INDUSTRY = {
    "Metallverarbeitung": 0.5,
    "Maschinenbau": 0.3,
    "Automobilzulieferer": 0.1,
    "Luft- und Raumfahrt": 0.35,
    "Medizintechnik": 0.15,
    "Elektrotechnik": 0.0,
    "Bau und Stahlbau": 0.2,
    "Lebensmitteltechnik": -0.4,
    "Handel": -0.8,
    "Forschung und Lehre": -1.1,
}
SIZE_BAND = {"1-9": -0.9, "10-49": -0.1, "50-249": 0.35, "250-999": 0.3, "1000+": 0.0}
SIZE_EDGES = (10, 50, 250, 1000)
COUNTRY = {
    "Deutschland": 0.0,
    "Österreich": 0.05,
    "Schweiz": 0.2,
    "Niederlande": -0.2,
    "Frankreich": -0.4,
    "Italien": -0.3,
    "Polen": -0.2,
    "Tschechien": -0.1,
    "Belgien": -0.3,
    "Dänemark": -0.1,
}
ROLE = {
    "Produktionsleitung": 0.6,
    "Geschäftsführung": 0.35,
    "Einkauf": 0.2,
    "Instandhaltung": 0.1,
    "Konstruktion": 0.0,
    "Beratung": -0.9,
    "Studium": -2.0,
}
BEHAVIOUR = {"pricing_page": 0.8, "webinar": 0.5, "demo": 1.3, "download": 0.25, "recent": 0.5}
"""pricing_page, webinar, demo: at least one before qualification; download: each, up to three;
recent: a touchpoint within the seven days before qualification."""
MAX_DOWNLOADS = 3
RECENT_DAYS = 7
FOLLOW_UP = -0.28  # for each doubling of 1 + days until sales' first contact
NOT_HANDED_OVER = -2.9

WIN_INTERCEPT = -1.28
WIN_SIZE_BAND = {"1-9": -0.3, "10-49": 0.0, "50-249": 0.1, "250-999": 0.05, "1000+": -0.2}
WIN_REPEAT = 0.52
WIN_FOLLOW_UP = -0.06

# Marketing's present definition of an MQL, in points: not the truth, only what the company uses today.
MQL_POINTS = {"demo": 40.0, "pricing_page": 20.0, "webinar": 15.0, "download": 10.0, "recent": 5.0}
MQL_ROLE_POINTS = {"Geschäftsführung": 15.0, "Produktionsleitung": 10.0, "Einkauf": 10.0}
MQL_STREAM_POINTS = {"trade_fairs": 12.0, "call_centre": 15.0}
MQL_NOISE_POINTS = 7.0
MQL_THRESHOLD_POINTS = 39.0
