(() => {
  const form = document.getElementById("filter");
  const fragments = [...document.querySelectorAll("article[data-k]")];
  const notes = [...document.querySelectorAll("aside p[data-k]")];
  const marks = [...document.querySelectorAll("mark[data-k]")];
  const output = form.querySelector("output");
  const list = (el, name) => (el.dataset[name] || "").split(" ");
  const apply = () => {
    const wanted = [...form.querySelectorAll("select")].filter((s) => s.value !== "").map((s) => [s.name, s.value]);
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter((w) => w !== "");
    const shown = new Set();
    for (const f of fragments) {
      const text = words.length ? f.textContent.toLowerCase() : "";
      const fits = wanted.every(([name, value]) => list(f, name).includes(value)) && words.every((w) => text.includes(w));
      f.hidden = !fits;
      if (fits) shown.add(f.dataset.k);
    }
    for (const n of notes) n.hidden = !shown.has(n.dataset.k);
    for (const m of marks) m.classList.toggle("off", !list(m, "k").some((k) => shown.has(k)));
    for (const h of document.querySelectorAll("section.code")) h.hidden = !h.querySelector("article:not([hidden])");
    output.textContent = form.dataset.count.replace("{shown}", shown.size).replace("{all}", fragments.length);
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (e) => e.preventDefault());
  form.hidden = false;
  apply();
})();
