// The page as few files of fixed names, which CMake assembles into the program (bundle.cmake).
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: 'dist/new',
    emptyOutDir: true,
    target: 'es2021',
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      output: {
        entryFileNames: 'console.js',
        chunkFileNames: '[name].js',
        assetFileNames: (asset) => fixedName(asset.names[0] ?? ''),
        manualChunks: (id) => (id.includes('elkjs') ? 'elk' : undefined),
      },
    },
  },
});

function fixedName(name: string): string {
  if (name.startsWith('inter')) return 'sans.woff2';
  if (name.startsWith('jetbrains')) return 'mono.woff2';
  return name.endsWith('.css') ? 'console.css' : '[name][extname]';
}
