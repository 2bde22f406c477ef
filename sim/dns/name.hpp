// Domain names as small numbers: lower case, without the trailing dot; the root is the empty text.
// Not here: what stands at a name (zone.hpp), or whether it may be a host name.
#pragma once
#include <optional>
#include <string_view>

#include "base/id.hpp"
#include "base/names.hpp"

namespace mailsim::dns {

using NameId = base::Id<struct NameTag>;

// "Mail.Example.COM." -> "Mail.Example.COM": one trailing dot away, nothing else changed.
std::string_view without_trailing_dot(std::string_view name);

// "a.b.c" -> "b.c"; the root has no parent and gives the root.
std::string_view parent_name(std::string_view name);

// True when name is suffix itself or stands below it; every name stands below the root.
// Both in lower case and without trailing dot.
bool is_within(std::string_view name, std::string_view suffix);

// Grows only: numbers and texts stay valid as long as the table lives.
class NameTable {
  public:
    NameTable() = default;
    NameTable(const NameTable&) = delete;
    NameTable& operator=(const NameTable&) = delete;

    NameId intern(std::string_view name) { return {names_.intern(without_trailing_dot(name))}; }
    std::optional<NameId> find(std::string_view name) const;
    std::string_view text(NameId id) const { return names_.text(id.value); }  // id must be of this table
    std::size_t size() const { return names_.size(); }

  private:
    base::Names names_;
};

}  // namespace mailsim::dns
