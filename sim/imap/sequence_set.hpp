// A set of message numbers or UIDs: "1:3,7,10:*" (RFC 3501 9, sequence-set).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailbox/view.hpp"

namespace mailsim::imap {

class SequenceSet {
  public:
    static std::optional<SequenceSet> parse(std::string_view text);
    bool contains(std::uint32_t n, std::uint32_t star) const;  // star: what '*' stands for
    // The numbers of the view's messages in this set, rising. As numbers it must fit: false in `valid` when
    // it names one that is not there. As UIDs, those that are not there are left out (RFC 3501 6.4.8).
    std::vector<std::uint32_t> numbers(const mailbox::View& view, bool uids, bool& valid) const;

  private:
    struct Range {
        std::uint32_t first, last;  // 0: '*'
    };
    std::vector<Range> ranges_;
};

// "1:3,5": how a rising list is written.
std::string compact(const std::vector<std::uint32_t>& numbers);

}  // namespace mailsim::imap
