// Words that nobody can guess: the key of a server, the names of its folders.
#pragma once
#include <string>
#include <string_view>

namespace mailsim::serve {

std::string fresh_token();             // 128 random bits as 32 letters and digits; from the kernel
bool is_token(std::string_view text);  // has that form
bool same_token(std::string_view a, std::string_view b);  // takes the same time wherever they differ

}  // namespace mailsim::serve
