// What follows from an answer at once: fields that depend on it, amounts, and how many characters are left.
(() => {
  "use strict";

  const planner = window.planner;
  if (!planner?.step) return;
  const { form, values } = planner.step;

  const fen = (path) => {
    const typed = (values(path)[0] ?? "").replace(/[,，¥￥元\s]/g, "");
    return /^\d+(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : null;
  };

  const refresh = () => {
    form.querySelectorAll("[data-when]").forEach((box) => {
      const wanted = box.dataset.whenValues.trim().split(" ");
      box.hidden = !values(box.dataset.when).some((value) => wanted.includes(value));
    });
    form.querySelectorAll("[data-factors]").forEach((out) => {
      const [left, right] = out.dataset.factors.split(" ").map((name) => fen(`${out.dataset.prefix}.${name}`));
      const known = left !== null && right !== null;
      out.textContent = known ? `¥${((left * right) / 10000).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}` : "–";
    });
  };

  const count = (control) => {
    const line = document.querySelector(`[data-count-for="${control.id}"]`);
    if (!line) return;
    const length = [...control.value].length; // code points, as the server counts
    line.textContent = form.dataset.wordsCount.replace("{length}", length).replace("{limit}", line.dataset.limit);
    line.classList.toggle("pw-field__count--near", length > line.dataset.limit * 0.9);
  };

  planner.refresh = refresh;
  form.addEventListener("input", (event) => { refresh(); count(event.target); });
  refresh();
})();
