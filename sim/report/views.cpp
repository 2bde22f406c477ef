#include "report/views.hpp"

#include "json/write.hpp"

// What tools/console built, between labels. XML reads a page too: the script stands in a CDATA section.
#define VIEWS_FILE(label, name)                                                                   \
    __asm__(".section .rodata\n" #label "_begin:\n.incbin \"" CONSOLE_DIST "/" name "\"\n" #label \
            "_end:\n.byte 0\n.text\n");                                                           \
    extern "C" const char label##_begin[], label##_end[];

VIEWS_FILE(report_script, "report.js")
VIEWS_FILE(report_style, "report.css")

namespace mailsim::report {
namespace {

std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

// JSON inside <script>: no text of it can end the element or begin another.
std::string inside_script(const json::Value& figures) {
    std::string out;
    for (char c : json::compact(figures))
        if (c == '<')
            out += "\\u003c";
        else if (c == '>')
            out += "\\u003e";
        else if (c == '&')
            out += "\\u0026";
        else
            out += c;
    return out;
}

std::string before(std::string page, std::string_view mark, const std::string& what) {
    std::size_t at = page.rfind(mark);
    return at == std::string::npos ? page : page.insert(at, what);
}

}  // namespace

bool have_views() { return !between(report_script_begin, report_script_end).empty(); }

std::string with_views(std::string page, std::string_view kind, const json::Value& figures) {
    if (!have_views())
        return before(std::move(page), "</footer>",
                      " Without the console's views: this mailsim was built without node and npm.");
    std::string style = "<style id=\"views-style\" media=\"not all\">";
    style += between(report_style_begin, report_style_end);
    page = before(std::move(page), "</head>", style + "</style>\n");
    std::string script = "<script type=\"application/json\" id=\"views-data\" data-kind=\"";
    script += std::string(kind) + "\">" + inside_script(figures) + "</script>\n<script>//<![CDATA[\n";
    script += between(report_script_begin, report_script_end);
    return before(std::move(page), "</body>", script + "\n//]]></script>\n");
}

}  // namespace mailsim::report
