#include "report/folder.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace mailsim::report {

std::string write_file(const std::string& folder, std::string_view name, std::string_view text) {
    std::string path = folder + "/" + std::string(name), part = path + ".part";
    std::FILE* file = std::fopen(part.c_str(), "wb");
    if (!file) return path + ": " + std::strerror(errno);
    bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    written = std::fclose(file) == 0 && written;
    if (written && std::rename(part.c_str(), path.c_str()) == 0) return "";
    std::string why = path + ": " + std::strerror(errno);
    std::remove(part.c_str());
    return why;
}

json::Value with_timing(json::Value summary, const json::Value& timing) {
    for (const char* key : {"wall_seconds", "messages_per_second"})
        if (const json::Value* v = timing.find(key)) summary.set(key, *v);
    return summary;
}

}  // namespace mailsim::report
