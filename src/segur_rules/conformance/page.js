"use strict";
{
  const failures = document.getElementById("failures");
  const articles = failures ? [...failures.querySelectorAll("article")] : [];
  if (articles.length > 1) {
    const words = failures.dataset;
    const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    const tools = make("div", "");
    const label = make("label", words.filter);
    const input = make("input", "");
    const count = make("output", "");
    tools.className = "tools";
    input.type = "search";
    label.append(input);
    tools.append(label);
    for (const [text, open] of [[words.open, true], [words.close, false]]) {
      const button = make("button", text);
      button.type = "button";
      button.addEventListener("click", () => {
        for (const fold of failures.querySelectorAll("article:not([hidden]) details")) fold.open = open;
      });
      tools.append(button);
    }
    tools.append(count);
    failures.querySelector("h2").after(tools);
    const texts = articles.map((article) => article.textContent.toLowerCase());
    const show = () => {
      const wanted = input.value.trim().toLowerCase();
      articles.forEach((article, i) => { article.hidden = !texts[i].includes(wanted); });
      for (const group of failures.querySelectorAll("section")) {
        group.hidden = !group.querySelector("article:not([hidden])");
      }
      const shown = articles.filter((article) => !article.hidden).length;
      count.textContent = wanted ? `${shown} / ${articles.length}` : "";
    };
    input.addEventListener("input", show);
    // A link to a failure that the filter hides shows it again.
    addEventListener("hashchange", () => {
      const target = document.getElementById(location.hash.slice(1));
      if (target && target.closest("[hidden]")) {
        input.value = "";
        show();
        target.scrollIntoView();
      }
    });
  }
  // On paper, what no reader can unfold is unfolded; inputs and long values stay as they are.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details:not(.value)")) fold.open = true;
  });
}
