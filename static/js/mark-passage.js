// Selecting words in a released text opens the form that marks them, with the passage already copied.
const text = document.getElementById("fragment-text");
const form = document.getElementById("mark-form");
const field = form?.querySelector("[name=exact]");

document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  if (!field || !chosen || chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
  field.value = chosen.toString().trim();
  form.open = true;
});
