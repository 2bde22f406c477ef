// What the fuzz targets share: octets cut into pieces, checks that stop the run, and the planted bug that
// shows that a target looks (only with MAILSIM_PLANTED in the environment).
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace fuzz {

inline void must(bool good, const char* what) {
    if (good) return;
    std::fprintf(stderr, "violated: %s\n", what);
    std::abort();
}

// Stops the run when a planted bug is reached.
inline void planted(bool reached) {
    static const bool on = std::getenv("MAILSIM_PLANTED") != nullptr;
    if (on && reached) must(false, "the planted bug");
}

// The input: its first octet says how large the pieces are in which the rest arrives.
class Pieces {
  public:
    Pieces(const std::uint8_t* octets, std::size_t size)
        : rest_(reinterpret_cast<const char*>(octets), size), most_(size && octets[0] < 128 ? size : 7) {
        if (size) choice_ = static_cast<std::uint8_t>(rest_.front()), rest_.remove_prefix(1);
    }
    std::uint8_t choice() const { return choice_; }
    bool empty() const { return rest_.empty(); }
    std::string_view next() {
        std::string_view piece = rest_.substr(0, most_);
        rest_.remove_prefix(piece.size());
        return piece;
    }
    std::string_view all() const { return rest_; }

  private:
    std::string_view rest_;
    std::size_t most_;
    std::uint8_t choice_ = 0;
};

}  // namespace fuzz
