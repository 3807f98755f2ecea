// The reasons that are offered follow the score.
export function enhance(element) {
  const box = element.querySelector("[data-tags]");
  if (!box) return;
  const tags = Array.from(box.querySelectorAll(".s-tag"));
  function show() {
    const chosen = element.querySelector(".s-score input:checked");
    for (const tag of tags) {
      const { scores } = tag.dataset;
      tag.hidden = !chosen || Boolean(scores && !scores.split(" ").includes(chosen.value));
      if (tag.hidden) tag.querySelector("input").checked = false;
    }
    box.hidden = tags.every((tag) => tag.hidden);
    box.classList.add("is-ready");
  }
  element.addEventListener("change", show);
  show();
}
