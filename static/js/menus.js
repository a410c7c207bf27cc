// Small menus (details[data-menu]): one at a time, closed by a click elsewhere, by Escape, or by what was chosen in them.

export function start() {
  document.addEventListener("click", ({ target }) => close((menu) => !menu.contains(target)))
  document.addEventListener("submit", ({ target }) => {
    if (target.contains(document.activeElement)) target.closest("[data-menu]")?.querySelector("summary").focus()
    close((menu) => menu.contains(target))
  })
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return
    target.closest?.("[data-menu][open]")?.querySelector("summary").focus()
    close(() => true)
  })
}

function close(which) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (which(menu)) menu.open = false
}
