import { createTheme, type MantineColorsTuple } from "@mantine/core";

const green: MantineColorsTuple = [
  "#e9f7f3",
  "#d5ece5",
  "#abd9cb",
  "#7dc5af",
  "#57b497",
  "#3fa989",
  "#2f9a7a",
  "#1f6f5c",
  "#18604f",
  "#0b4d3e",
];

/** Calm, dense, exact. */
export const theme = createTheme({
  primaryColor: "green",
  // Dark enough for white words on it in both schemes: Mantine picks the words' colour for the light one alone.
  primaryShade: 7,
  colors: { green },
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Anchor: { defaultProps: { fz: "inherit" } },
    Modal: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
  },
  headings: { fontWeight: "600" },
});
