// What a page can do better with a script. Without it every page works all the same.
"use strict";

(() => {
  const menus = () => document.querySelectorAll("details.menu[open]");

  // A menu closes with Esc, giving the focus back, and when something else is clicked or reached.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  const closeOthers = (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("click", closeOthers);
  document.addEventListener("focusin", closeOthers);

  // Beside a date field: the same day in 和暦, since browsers show it in their own way.
  const era = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { dateStyle: "long", timeZone: "UTC" });
  const tell = (field) => {
    let told = field.nextElementSibling;
    if (!told || !told.matches("output.wareki")) {
      told = document.createElement("output");
      told.className = "wareki soft";
      field.after(told);
    }
    told.textContent = field.value ? era.format(new Date(field.value + "T00:00Z")) : "";
  };
  if (document.documentElement.lang === "ja") {
    for (const field of document.querySelectorAll('input[type="date"]')) {
      tell(field);
      field.addEventListener("input", () => tell(field));
    }
  }

  // Printing has a button only where a script can press it.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // On paper nothing is folded.
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details:not([open])")) {
      fold.open = true;
      fold.dataset.folded = "";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const fold of document.querySelectorAll("details[data-folded]")) {
      fold.open = false;
      delete fold.dataset.folded;
    }
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
