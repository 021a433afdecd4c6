// Streamlit's own words are English only. This script gives them German while German is on.
// It touches nothing but the places listed here: a channel called "Search" must stay "Search".
(() => {
  "use strict";
  const EMPTY_LIST = ["stMultiSelectDropdown", "stSelectboxDropdown", "stSelectboxVirtualDropdown"]
    .map((list) => `[data-testid="${list}"] [role="option"]:not([data-key]) > span`).join(", ");
  const COLUMN_MENU = '[data-testid="stDataFrameColumnMenu"] [role="menuitem"], [data-testid="stDataFrameColumnMenu"] [role="menuitem"] div';
  const GERMAN = [
    // [where, what it says, what it shall say]; only an element's own text is looked at
    ['[data-testid="stFileUploaderDropzone"] button p', /^(Upload|Browse files)$/, "Dateien auswählen"],
    ['[data-testid="stFileUploaderDropzoneInstructions"] span', /^Drag and drop files? here$/, "Dateien hierher ziehen"],
    ['[data-testid="stFileUploaderDropzoneInstructions"] span', /^(?:Limit )?(\d+)\s?([KMG]B) per file/, "höchstens $1 $2 je Datei"],
    [COLUMN_MENU, /^Sort ascending$/, "Aufsteigend sortieren"],
    [COLUMN_MENU, /^Sort descending$/, "Absteigend sortieren"],
    [COLUMN_MENU, /^Statistics$/, "Statistik"],
    [COLUMN_MENU, /^Autosize$/, "Breite anpassen"],
    [COLUMN_MENU, /^Pin column$/, "Spalte fixieren"],
    [COLUMN_MENU, /^Unpin column$/, "Spalte lösen"],
    [COLUMN_MENU, /^Hide column$/, "Spalte ausblenden"],
    [EMPTY_LIST, /^No results$/, "Keine Treffer"],
    ['[role="dialog"] h1, [role="dialog"] h2', /^Page not found$/, "Seite nicht gefunden"],
  ];
  const GERMAN_LABELS = new Map([
    ["Fullscreen", "Vollbild"], ["Close fullscreen", "Vollbild schließen"], ["Search", "Suchen"],
    ["Download as CSV", "Als CSV herunterladen"], ["Show/hide columns", "Spalten ein- und ausblenden"],
    ["Show data", "Zahlen zeigen"], ["Show chart", "Diagramm zeigen"], ["Clear all", "Alle entfernen"],
  ]);
  // Attributes are changed only on buttons of toolbars and on the buttons of select fields.
  const LABELLED = '[data-testid="stElementToolbarButton"] button, [data-testid="stMultiSelect"] button';
  const ENGLISH_LABELS = new Map([...GERMAN_LABELS].map(([english, german]) => [german, english]));
  const translated = new WeakMap(); // text node -> what it said and what it says now

  const language = () => (document.querySelector(".st-key-language-de") ? "de"
    : document.querySelector(".st-key-language-en") ? "en" : null);

  function ownTexts(selector) {
    return [...document.querySelectorAll(selector)]
      .flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE));
  }

  function toGerman(node, pattern, replacement) {
    if (!pattern.test(node.data)) return;
    const german = node.data.replace(pattern, replacement);
    translated.set(node, { english: node.data, german });
    node.data = german;
  }

  function toEnglish(node) {
    const before = translated.get(node);
    if (before && node.data === before.german) node.data = before.english;
  }

  function translate() {
    const now = language();
    if (now === null) return;
    if (document.documentElement.lang !== now) document.documentElement.lang = now;
    for (const [selector, pattern, replacement] of GERMAN) {
      for (const node of ownTexts(selector)) {
        if (now === "de") toGerman(node, pattern, replacement);
        else toEnglish(node);
      }
    }
    const labels = now === "de" ? GERMAN_LABELS : ENGLISH_LABELS;
    for (const button of document.querySelectorAll(LABELLED)) {
      for (const attribute of ["aria-label", "title"]) {
        const label = labels.get(button.getAttribute(attribute));
        if (label) button.setAttribute(attribute, label);
      }
    }
  }

  let scheduled = false;
  new MutationObserver(() => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; translate(); });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
