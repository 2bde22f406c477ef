// The views of a report page: one script and one style, which mailsim writes into the page (sim/report/views.cpp).
import { defineConfig, type Plugin } from 'vite';

// What may not stand in a page's script: the end of its element or of its CDATA section, a comment's beginning.
const inPage: Plugin = {
  name: 'in-page',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === 'chunk') file.code = file.code.replace(/<\/script/gi, '<\\/script').replace(/<!--/g, '<\\!--').replace(/\]\]>/g, ']] >');
  },
};

export default defineConfig({
  plugins: [inPage],
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: 'dist/new',
    emptyOutDir: false,
    target: 'es2021',
    assetsInlineLimit: 1e6,
    lib: { entry: 'src/report/main.tsx', formats: ['iife'], name: 'report', fileName: () => 'report.js' },
    rollupOptions: { output: { assetFileNames: 'report.css' } },
  },
});
