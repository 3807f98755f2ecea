// Says how much has been shared out so far.
export function enhance(element) {
  const output = element.querySelector("[data-total]");
  const total = Number(output.dataset.total);
  function show() {
    const amounts = Array.from(element.querySelectorAll("input")).map(({ value }) => Number(value) || 0);
    const sum = Math.round(amounts.reduce((all, amount) => all + amount, 0) * 100) / 100;
    output.textContent = sum;
    output.parentNode.classList.toggle("is-over", sum > total);
  }
  element.addEventListener("input", show);
  show();
}
