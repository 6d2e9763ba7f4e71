/**
 * Writes the design tokens as CSS variables. `tokens.css` is kept in the repository so that the first paint needs no script;
 * a unit test holds it equal to what this makes. To write it anew:
 * `node -e "import('./renderer/styles/tokens-to-css.ts').then((m) => process.stdout.write(m.tokensToCss()))" > renderer/styles/tokens.css`
 */
import tokens from './tokens.json' with { type: 'json' };

type Tree = { readonly [key: string]: string | number | Tree };

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function flatten(prefix: string, tree: Tree, unit = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const name = `${prefix}-${kebab(key)}`;
    if (typeof value === 'object') return flatten(name, value, unit);
    return [`  ${name}: ${value}${typeof value === 'number' ? unit : ''};`];
  });
}

function themeVariables(name: 'light' | 'dark'): string[] {
  const theme = tokens.theme[name];
  return [
    `  color-scheme: ${name};`,
    ...flatten('--color', theme.color),
    ...flatten('--status', theme.status),
    ...flatten('--chart', theme.chart),
    `  --shadow-popover: ${tokens.elevation.popover[name]};`,
    `  --shadow-dialog: ${tokens.elevation.dialog[name]};`,
  ];
}

function sizeVariables(): string[] {
  const type = Object.entries(tokens.type)
    .filter(([name]) => !name.startsWith('wall'))
    .map(([name, t]) => `  --type-${kebab(name)}: ${t.weight} ${t.size}px/${t.line}px var(--font-ui);`);
  return [
    `  --font-ui: ${tokens.font.ui};`,
    `  --font-mono: ${tokens.font.mono};`,
    ...type,
    ...tokens.space.map((px) => `  --space-${px}: ${px}px;`),
    ...flatten('--radius', tokens.radius, 'px'),
    ...flatten('--size', tokens.size, 'px'),
    `  --motion-fast: ${tokens.motion.fast};`,
    `  --motion-base: ${tokens.motion.base};`,
    `  --motion-easing: ${tokens.motion.easing};`,
  ];
}

export function tokensToCss(): string {
  const block = (selector: string, lines: readonly string[]) => `${selector} {\n${lines.join('\n')}\n}\n`;
  const densities = Object.entries(tokens.density).map(([name, density]) =>
    block(name === 'standard' ? ':root' : `:root[data-density='${name}']`, flatten('--density', density, 'px')),
  );
  return [
    '/* Made from tokens.json by tokens-to-css.ts. */',
    block(':root', sizeVariables()),
    ...densities.toReversed(),
    block(":root,\n:root[data-theme='light']", themeVariables('light')),
    block(":root[data-theme='dark']", themeVariables('dark')),
  ].join('\n');
}
