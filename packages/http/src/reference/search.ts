/** The only script of the reference: it hides what does not have the words that are looked for. */
export const search = `
const field = document.querySelector("input[type=search]");
const chapters = [...document.querySelectorAll("section[data-chapter]")];
const show = () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const chapter of chapters) {
    const name = chapter.dataset.chapter.toLowerCase();
    let shown = 0;
    for (const item of chapter.querySelectorAll("li")) {
      const text = name + " " + item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) shown += 1;
    }
    chapter.hidden = shown === 0;
  }
};
field.addEventListener("input", show);
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === field) return;
  event.preventDefault();
  field.focus();
});
show();
`.trimStart();
