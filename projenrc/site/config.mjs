// How VitePress makes the site of the pages that projenrc/site.ts has written beside this file.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

const { sidebar, base, repository } = JSON.parse(readFileSync(new URL('./site.json', import.meta.url), 'utf8'));

export default defineConfig({
  title: 'cdk-lambda-failsafe',
  description: 'No AWS Lambda event is ever lost in silence',
  lang: 'en',
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  // A link that leads nowhere ends the build.
  ignoreDeadLinks: false,
  // Braces in the pages are code, and no attributes.
  markdown: { attrs: { disable: true } },
  themeConfig: {
    outline: [2, 3],
    nav: [
      { text: 'Quick start', link: '/#quick-start' },
      { text: 'Rules', link: '/rules/' },
      { text: 'Sources', link: '/sources/' },
      { text: 'Constructs', link: '/constructs/' },
      { text: 'Live map', link: '/live-map' },
      { text: 'API', link: '/api/' },
    ],
    sidebar,
    socialLinks: [{ icon: 'github', link: repository }],
    search: {
      provider: 'local',
      options: {
        // Of a class, its name and what it is for: its members would bury the pages that explain.
        _render: (text, env, md) => md.render(env.relativePath.startsWith('api/') ? text.split(/^## /m)[0] : text, env),
        // What has the words in its name comes before what mentions them.
        miniSearch: { searchOptions: { boost: { title: 8, text: 1, titles: 2 } } },
      },
    },
  },
});
