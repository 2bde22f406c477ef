// Files that appear whole or not at all, whatever is killed meanwhile. Not for use outside this room.
#pragma once
#include <string>
#include <string_view>

namespace mailsim::study {

// A name beside the path that no other process uses, here or on another machine.
std::string part_of(const std::string& path);
// Writes by way of such a file; makes the folder it stands in. Throws std::runtime_error: "PATH: why".
void write_whole(const std::string& path, std::string_view text);
void move_whole(const std::string& part, const std::string& path);

}  // namespace mailsim::study
