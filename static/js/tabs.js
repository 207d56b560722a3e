function tabs(form) {
  const list = form.querySelector(".tabs");
  const links = all("a", list);
  const panels = links.map((link) => document.getElementById(link.hash.slice(1)));
  const first = document.getElementById(form.dataset.tabs);
  const next = form.querySelector("[data-next]");
  const save = form.querySelector("[name=save]");
  const open = form.querySelector("[name=tab]");

  const show = (panel) => {
    // The button that leads on stands out: Next before the last tab, then Save.
    if (next) {
      next.classList.toggle("primary", panel === panels[0]);
      save.classList.toggle("primary", panel !== panels[0]);
    }
    if (open) open.value = panel.id; // so that saving comes back to it
    panels.forEach((other, i) => {
      other.hidden = other !== panel;
      links[i].setAttribute("aria-selected", String(other === panel));
      links[i].tabIndex = other === panel ? 0 : -1;
    });
  };
  const choose = (link) => {
    if (location.hash !== link.hash) history.pushState(null, "", link.hash);
    show(panels[links.indexOf(link)]);
    link.focus();
  };
  reveal = (element) => {
    const panel = panels.find((panel) => panel.contains(element));
    if (panel) show(panel);
    return panel;
  };
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!location.hash) show(first);
    else if (target && reveal(target) && !panels.includes(target)) target.focus();
  };

  list.setAttribute("role", "tablist");
  links.forEach((link, i) => {
    link.parentElement.setAttribute("role", "presentation");
    link.setAttribute("role", "tab");
    link.setAttribute("aria-controls", panels[i].id);
    panels[i].setAttribute("role", "tabpanel");
    panels[i].setAttribute("aria-labelledby", link.id);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link);
    });
  });
  list.addEventListener("keydown", (event) => {
    const at = links.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    choose(links.at(to % links.length));
  });
  if (next) {
    next.hidden = false;
    next.addEventListener("click", () => choose(links[1]));
  }
  // Enter in the details goes on or saves, rather than searching in the tab behind.
  panels[0].addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    (next ?? save).click();
  });

  show(first);
  follow();
  form.dataset.ready = "";
  addEventListener("popstate", follow);
}
