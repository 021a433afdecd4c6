// Streamlit's own words are English only. This script gives them German while German is on.
// It touches nothing but the places listed here: a channel called "Search" must stay "Search".
(() => {
  "use strict";
  const GERMAN = [
    // [where, what it says, what it shall say]; where = a CSS selector, text only in its own text nodes
    ['[data-testid="stFileUploaderDropzone"] button *, [data-testid="stFileUploaderDropzone"] button', /^(Upload|Browse files)$/, "Dateien auswählen"],
    ['[data-testid="stFileUploaderDropzoneInstructions"] *', /^Drag and drop files? here$/, "Dateien hierher ziehen"],
    ['[data-testid="stFileUploaderDropzoneInstructions"] *', /^Limit (\d+)\s?([KMG]B) per file/, "höchstens $1 $2 je Datei"],
    ['[data-testid="stFileUploaderDropzoneInstructions"] *', /^(\d+)\s?([KMG]B) per file/, "höchstens $1 $2 je Datei"],
    ['[data-testid="stSelectboxVirtualDropdown"] [data-testid="stSelectboxVirtualDropdownEmpty"] *', /^No results$/, "Keine Treffer"],
    ['[data-baseweb="popover"] [data-testid="stNoResults"], [data-baseweb="menu"] > li[aria-disabled="true"] *', /^No (results|options to select\.?)$/, "Keine Treffer"],
    ['[role="dialog"] h1, [role="dialog"] h2', /^Page not found$/, "Seite nicht gefunden"],
    ['[data-testid="stTooltipContent"] *', /^Clear all$/, "Alle entfernen"],
  ];
  const GERMAN_LABELS = new Map([
    ["Fullscreen", "Vollbild"], ["Close fullscreen", "Vollbild schließen"], ["Search", "Suchen"],
    ["Download as CSV", "Als CSV herunterladen"], ["Show/hide columns", "Spalten ein- und ausblenden"],
    ["Show data", "Zahlen zeigen"], ["Show chart", "Diagramm zeigen"], ["Clear all", "Alle entfernen"],
  ]);
  // Attributes are changed only on buttons of toolbars and on the buttons of select fields.
  const LABELLED = '[data-testid="stElementToolbarButton"] button, [data-testid="stMultiSelect"] button';
  const originals = new WeakMap();

  const language = () => (document.querySelector(".st-key-language-de") ? "de"
    : document.querySelector(".st-key-language-en") ? "en" : null);

  function translateText(node, pattern, replacement) {
    const before = originals.get(node)?.text ?? node.data;
    if (!pattern.test(before.trim())) return;
    const german = before.trim().replace(pattern, replacement);
    originals.set(node, { text: before });
    if (node.data !== german) node.data = german;
  }

  function translate() {
    const now = language();
    if (now === null) return;
    if (document.documentElement.lang !== now) document.documentElement.lang = now;
    if (now !== "de") return;
    for (const [selector, pattern, replacement] of GERMAN) {
      for (const element of document.querySelectorAll(selector)) {
        for (const node of element.childNodes) {
          if (node.nodeType === Node.TEXT_NODE) translateText(node, pattern, replacement);
        }
      }
    }
    for (const button of document.querySelectorAll(LABELLED)) {
      for (const attribute of ["aria-label", "title"]) {
        const german = GERMAN_LABELS.get(button.getAttribute(attribute));
        if (german) button.setAttribute(attribute, german);
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
