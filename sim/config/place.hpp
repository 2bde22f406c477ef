// One value of a file that is being read, with the place where it stands; every mistake is noted with that
// place. Not here: which keys and values are right (table.hpp and the tables).
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/problems.hpp"
#include "estate/estate.hpp"
#include "json/value.hpp"

namespace mailsim::config {

// A place in a file; an empty file means the one that is being read.
struct Spot {
    std::string file, pointer;
};

// Where the parts of the tree really stand, when that is not where they are read: a node's settings that its
// template gave, or values that --set or a scenario's changes put there.
class Origins {
  public:
    void set(const std::string& pointer, Spot origin) { moved_[pointer] = std::move(origin); }
    Spot of(const std::string& pointer) const;

  private:
    std::unordered_map<std::string, Spot> moved_;  // the longest pointer that fits decides
};

// The names of an estate's parts, known before the parts are read, so that any part can name any other.
struct KnownNames {
    std::vector<std::string> sites, links, hosts, nodes, profiles, domains, groups;
    std::vector<bool> antispam;  // by domain: what "@antispam" means
    std::vector<std::vector<base::Ip>> node_addresses;
};

// What is shared by all places of one file.
struct Reading {
    std::string file;
    base::Problems& problems;
    estate::Estate& estate;  // being read, or the one a scenario happens on
    KnownNames names;
    Origins origins;
    std::set<std::string> told;  // a mistake in a template is told once, not for every node
};

class Place {
  public:
    Place(Reading& reading, const json::Value& value) : reading_(reading), value_(value) {}

    const json::Value& value() const { return value_; }
    Reading& reading() const { return reading_; }
    std::string pointer() const;  // where it stands

    Place member(const std::string& key, const json::Value& value) const;
    Place item(std::size_t number, const json::Value& value) const;

    void problem(std::string_view message) const;
    void problem_at(std::string_view key, std::string_view message) const;  // at a member, there or not
    // "found 5; write a text with a unit, like ..."
    void wrong_type(std::string_view allowed) const;

  private:
    Place(const Place& parent, std::string token, const json::Value& value)
        : reading_(parent.reading_), value_(value), parent_(&parent), token_(std::move(token)) {}
    std::string read_at() const;  // the pointer before origins

    Reading& reading_;
    const json::Value& value_;
    const Place* parent_ = nullptr;  // must outlive this
    std::string token_;
};

// A value as a message quotes it: at most 60 characters of it.
std::string shown(const json::Value& value);

}  // namespace mailsim::config
