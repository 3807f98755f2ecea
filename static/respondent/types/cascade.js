// Each list offers only what belongs to the choice before it; a list with nothing to offer is not there.
export function enhance(element, api) {
  const lists = Array.from(element.querySelectorAll("[data-level]"));
  const all = lists.map((list) => Array.from(list.children).map((child) => child.cloneNode(true)));

  function offer(at, parent) {
    const list = lists[at], { value } = list;
    const [empty, ...groups] = all[at];
    const group = groups.find(({ dataset }) => dataset.parent === parent);
    list.replaceChildren(empty.cloneNode(true), ...(group ? Array.from(group.children).map((child) => child.cloneNode(true)) : []));
    list.value = value;
    if (list.selectedIndex < 0) list.value = "";
    list.parentNode.hidden = !group;
  }

  function follow(from) {
    for (let at = Math.max(1, from); at < lists.length; at++) offer(at, lists[at - 1].value);
  }
  element.addEventListener("change", ({ target }) => {
    const at = lists.indexOf(target);
    if (at < 0 || at === lists.length - 1) return;
    follow(at + 1);
    api.change();
  });
  follow(1);
  element.querySelector("[data-cascade]").classList.add("is-ready");
}
