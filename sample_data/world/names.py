"""Invented people and companies; no company name is meant to be a real one, all domains end in .example."""

_FIRST_NAMES_TEXT = """
    Anna Andreas Anja Bernd Birgit Carsten Christian Claudia Daniel Dirk Elena Eva Florian Frank Gabriele
    Georg Hannah Heike Holger Ines Ingo Jan Jana Jens Johanna Jörg Julia Jürgen Karin Katharina Kerstin Klaus
    Lars Laura Lena Lukas Manuela Marco Maria Markus Martin Matthias Melanie Michael Monika Nadine Nico Nicole
    Oliver Olaf Patrick Paul Petra Philipp Ralf Rainer Sabine Sandra Sebastian Silke Simon Stefan Stefanie
    Susanne Sven Tanja Thomas Tim Tobias Ulrich Ute Uwe Vera Volker Wolfgang Yvonne
"""
FIRST_NAMES = tuple(_FIRST_NAMES_TEXT.split())
_LAST_NAMES_TEXT = """
    Ahlers Altmann Arndt Bachmann Bauer Baumann Becker Berger Bergmann Binder Böhm Brandt Braun Busch Dietrich
    Dreyer Ebert Eder Engel Ernst Fischer Frank Friedrich Fuchs Graf Gruber Günther Haas Hahn Hartmann
    Heinrich Herrmann Hofer Hoffmann Huber Jansen Kaiser Keller Klein Koch Köhler König Kramer Kraus Krüger
    Kuhn Lang Lehmann Leitner Lorenz Maier Marx Mayer Meier Meyer Moser Müller Neumann Otto Peters Pfeiffer
    Pichler Pohl Reuter Richter Roth Sauer Schäfer Schmid Schmidt Schneider Scholz Schubert Schulz Schuster
    Schwarz Seidel Simon Sommer Stein Steiner Thiel Vogel Vogt Wagner Walter Weber Weiß Werner Winkler Winter
    Wolf Ziegler Zimmermann
"""
LAST_NAMES = tuple(_LAST_NAMES_TEXT.split())
_FRONT_TEXT = """
    Adel Ahorn Alten Birk Brand Buchen Dorn Eber Eichen Ellern Falken Feld Fichten Grau Grün Hagen Hammer
    Hasel Heide Hirsch Hohen Kirch Klee Kranich Lauter Linden Loh Mühl Neuen Ober Otter Raben Reh Rosen Rott
    Sand Schön Silber Stein Tannen Ulmen Wald Wachen Wester Wiesen Wolfs Zirben
"""
_FRONT = tuple(_FRONT_TEXT.split())
_BACK_TEXT = """
    au bach beck born brunn burg dorf feld gart grund hain hardt heim hof holm horst kamp lohe mark rode stedt
    tal
"""
_BACK = tuple(_BACK_TEXT.split())
TRADES = {
    "Metallverarbeitung": ("Metallbau", "Blechtechnik", "Zerspanung", "Stanztechnik"),
    "Maschinenbau": ("Maschinenbau", "Anlagenbau", "Fördertechnik"),
    "Automobilzulieferer": ("Automotive", "Karosserietechnik"),
    "Luft- und Raumfahrt": ("Aerospace", "Strukturbau"),
    "Medizintechnik": ("Medizintechnik", "Präzisionsteile"),
    "Elektrotechnik": ("Elektrotechnik", "Gehäusetechnik"),
    "Bau und Stahlbau": ("Stahlbau", "Fassadenbau"),
    "Lebensmitteltechnik": ("Lebensmitteltechnik", "Abfülltechnik"),
    "Handel": ("Industriehandel", "Werkzeughandel"),
    "Forschung und Lehre": ("Institut", "Hochschule"),
}
LEGAL_FORMS = ("GmbH", "GmbH", "GmbH & Co. KG", "AG", "KG", "GmbH")
TITLES = {
    "Geschäftsführung": ("Geschäftsführer", "Geschäftsführerin", "Inhaber", "CEO"),
    "Produktionsleitung": ("Leiter Produktion", "Produktionsleiterin", "Werkleiter", "Head of Production"),
    "Einkauf": ("Leiter Einkauf", "Strategische Einkäuferin", "Purchasing Manager"),
    "Instandhaltung": ("Leiter Instandhaltung", "Instandhaltungsplaner"),
    "Konstruktion": ("Konstrukteur", "Entwicklungsingenieurin", "Projektingenieur"),
    "Beratung": ("Berater", "Consultant"),
    "Studium": ("Student", "Werkstudentin", "Praktikant"),
}
OWNERS = (
    "Jonas Behrens", "Katrin Ostendorf", "Markus Thaler", "Miriam Voss", "Stefan Kübler", "Nadja Frey", "Peter Lohmann",
    "Sina Albers", "Tobias Zeller", "Verena Hinz", "Dominik Auer", "Beate Sommerfeld",
)  # fmt: skip
PAGES = ("/", "/produkte/laserschneidanlagen", "/produkte/biegezentren", "/produkte/entgratmaschinen", "/automation",
         "/referenzen", "/service/retrofit", "/blog/energiekosten", "/unternehmen")  # fmt: skip
ASSETS = ("Whitepaper Laserschneiden", "Checkliste Retrofit", "ROI-Rechner Roboterzelle", "Produktkatalog",
          "Leitfaden Entgraten")  # fmt: skip

_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-", "&": "und", ".": ""})


def place_names() -> list[str]:
    """All invented place-like name stems."""
    return [front + back for front in _FRONT for back in _BACK]


def slug(text: str) -> str:
    """The text as it stands in a mail address or domain."""
    return text.lower().translate(_ASCII)
