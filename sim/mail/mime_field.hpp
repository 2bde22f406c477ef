// Reads structured header fields: "type/subtype; name=value (comment)" (RFC 2045 5.1, RFC 2183). Part of
// mime.
#pragma once
#include <string>
#include <string_view>

#include "mail/mime.hpp"

namespace mailsim::mail {

class FieldReader {
  public:
    explicit FieldReader(std::string_view body) : text_(body) {}
    bool at_end();            // skips blanks and comments
    bool take(char c);        // skips blanks and comments, then this character if it is next
    std::string token();      // "" when none is next
    std::string value();      // token or quoted string
    Parameters parameters();  // "; name=value" as long as there are some
    std::string_view rest() const { return text_; }

  private:
    void skip();
    void skip_comment();
    std::string quoted();
    std::string_view text_;
};

}  // namespace mailsim::mail
