#include "serve/bundle.hpp"

#include <array>

// Each file of tools/console/dist between two labels, as it is and packed.
#define CONSOLE_FILE(label, name)                                                                 \
    __asm__(".section .rodata\n" #label "_begin:\n.incbin \"" CONSOLE_DIST "/" name "\"\n" #label \
            "_end:\n" #label "_packed:\n.incbin \"" CONSOLE_DIST "/" name ".gz\"\n" #label        \
            "_packed_end:\n.byte 0\n.text\n");                                                    \
    extern "C" const char label##_begin[], label##_end[], label##_packed[], label##_packed_end[];

CONSOLE_FILE(console_index, "index.html")
CONSOLE_FILE(console_script, "console.js")
CONSOLE_FILE(console_style, "console.css")
CONSOLE_FILE(console_elk, "elk.js")
CONSOLE_FILE(console_sans, "sans.woff2")
CONSOLE_FILE(console_mono, "mono.woff2")

namespace mailsim::serve {
namespace {

BundleFile file(std::string_view path, std::string_view type, const char* begin, const char* end,
                const char* packed, const char* packed_end) {
    return {path,
            type,
            {begin, static_cast<std::size_t>(end - begin)},
            {packed, static_cast<std::size_t>(packed_end - packed)}};
}

#define BUNDLED(path, type, label) \
    file(path, type, label##_begin, label##_end, label##_packed, label##_packed_end)

}  // namespace

std::span<const BundleFile> bundle() {
    static const std::array<BundleFile, 6> files{
        BUNDLED("/index.html", "text/html; charset=utf-8", console_index),
        BUNDLED("/console.js", "text/javascript; charset=utf-8", console_script),
        BUNDLED("/console.css", "text/css; charset=utf-8", console_style),
        BUNDLED("/elk.js", "text/javascript; charset=utf-8", console_elk),
        BUNDLED("/sans.woff2", "font/woff2", console_sans),
        BUNDLED("/mono.woff2", "font/woff2", console_mono)};
    return files.front().plain.empty() ? std::span<const BundleFile>() : std::span<const BundleFile>(files);
}

}  // namespace mailsim::serve
