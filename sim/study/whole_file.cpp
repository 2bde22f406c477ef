#include "study/whole_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace mailsim::study {
namespace {

[[noreturn]] void refuse(const std::string& path, int error) {
    throw std::runtime_error(fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

}  // namespace

std::string part_of(const std::string& path) {
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return fmt::format("{}.part-{}-{}", path, host, getpid());
}

void move_whole(const std::string& part, const std::string& path) {
    if (std::rename(part.c_str(), path.c_str()) == 0) return;
    int error = errno;
    std::remove(part.c_str());
    refuse(path, error);
}

void write_whole(const std::string& path, std::string_view text) {
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    std::string part = part_of(path);
    std::FILE* file = std::fopen(part.c_str(), "wb");
    if (!file) refuse(path, errno);
    bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    int error = errno;
    if (std::fclose(file) != 0 && written) {
        error = errno;
        written = false;
    }
    if (!written) {
        std::remove(part.c_str());
        refuse(path, error);
    }
    move_whole(part, path);
}

}  // namespace mailsim::study
