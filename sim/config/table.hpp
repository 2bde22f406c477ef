// A table says which keys an object of a file may have and where their values go. The reader and the JSON
// Schema are both made from it, so they cannot differ. Any object may also hold "description" and "source"
// (texts for people) and "assumed" (which of its values are our assumptions, and why).
#pragma once
#include <functional>
#include <memory>
#include <utility>

#include "config/values.hpp"

namespace mailsim::config {

// The untyped part of a table: what its keys are called and mean.
struct Key {
    std::string name;
    bool required = false;
    std::string meaning;
    json::Value schema;
};

class Keys {
  public:
    std::string meaning;
    std::vector<Key> keys;
    std::string required_unless;  // a key that may bring the required ones with it: a node's "template"
    json::Value schema() const;   // of the object, closed: unknown keys are mistakes
    // Notes unknown and missing keys, and what "assumed" gets wrong. False when this is no object.
    bool check(const Place& place) const;
    // The place's assumptions go to the estate's list.
    void assumptions(const Place& place) const;
};

// "description", "source", "assumed": allowed in every object.
json::Value schema_of_notes();

// Defaults as the schema shows them.
json::Value default_of(base::Duration d);
json::Value default_of(base::Bytes b);
json::Value default_of(base::Bandwidth b);
json::Value default_share(double s);

template <class T>
class Table {
  public:
    explicit Table(std::string_view meaning) { keys_.meaning = meaning; }

    // Reads an object; what is wrong stays at its default.
    void read(const Place& place, T& into) const {
        if (!keys_.check(place)) return;
        for (std::size_t i = 0; i < takes_.size(); ++i)
            if (const json::Value* value = place.value().find(keys_.keys[i].name))
                takes_[i](place.member(keys_.keys[i].name, *value), into);
        if (finish_) finish_(place, into);
        keys_.assumptions(place);
    }
    json::Value schema() const { return keys_.schema(); }
    const Keys& keys() const { return keys_; }

    // Any value: `take` reads it into the object.
    Table& custom(std::string_view name, json::Value schema, std::string_view meaning,
                  std::function<void(const Place&, T&)> take) {
        schema.set("description", meaning);
        keys_.keys.push_back({std::string(name), false, std::string(meaning), std::move(schema)});
        takes_.push_back(std::move(take));
        return *this;
    }
    Table& required() {  // the key added last
        keys_.keys.back().required = true;
        return *this;
    }
    Table& required_unless(std::string_view key) {
        keys_.required_unless = key;
        return *this;
    }
    Table& source(std::string_view where) {  // of the default of the key added last
        keys_.keys.back().schema.set("x-source", where);
        return *this;
    }

    // Asked after all keys: for what several keys say together.
    Table& finish(std::function<void(const Place&, T&)> last) {
        finish_ = std::move(last);
        return *this;
    }

    // In each of these `member` leads from the object to its part: a pointer to member, or a function.
    template <class Member>
    Table& duration(std::string_view name, Member member, std::string_view meaning, Range range = {}) {
        return plain(name, member, meaning, "duration", range, config::duration,
                     [](base::Duration d) { return default_of(d); });
    }
    template <class Member>
    Table& bytes(std::string_view name, Member member, std::string_view meaning, Range range = {}) {
        return plain(name, member, meaning, "bytes", range, config::bytes,
                     [](base::Bytes b) { return default_of(b); });
    }
    template <class Member>
    Table& bandwidth(std::string_view name, Member member, std::string_view meaning) {
        return plain(name, member, meaning, "bandwidth", Range{1e-3, 1e15, "more than 0"}, config::bandwidth,
                     [](base::Bandwidth b) { return default_of(b); });
    }
    template <class Member>
    Table& share(std::string_view name, Member member, std::string_view meaning) {
        return plain(name, member, meaning, "share", between(0, 1, "0 % to 100 %"), config::share,
                     default_share);
    }
    template <class Member>
    Table& number(std::string_view name, Member member, std::string_view meaning, Range range = {}) {
        return plain(name, member, meaning, "number", range, config::number,
                     [](double d) { return json::Value(d); });
    }
    template <class Member>
    Table& count(std::string_view name, Member member, std::string_view meaning, Range range = {}) {
        return plain(name, member, meaning, "count", range, config::count,
                     [](std::int64_t n) { return json::Value(n); });
    }
    template <class Member>
    Table& flag(std::string_view name, Member member, std::string_view meaning) {
        return plain(
            name, member, meaning, "flag", {}, [](const Place& p, const Range&) { return config::flag(p); },
            [](bool b) { return json::Value(b); });
    }
    template <class Member>
    Table& text(std::string_view name, Member member, std::string_view meaning) {
        return plain(
            name, member, meaning, "text", {}, [](const Place& p, const Range&) { return config::text(p); },
            [](const std::string& s) { return s.empty() ? json::Value() : json::Value(s); });
    }
    template <class Member>
    Table& address(std::string_view name, Member member, std::string_view meaning) {
        return plain(
            name, member, meaning, "address", {},
            [](const Place& p, const Range&) { return config::address(p); },
            [](const base::Ip&) { return json::Value(); });
    }
    // One of a closed list of words; `words` must outlive the table.
    template <class Member>
    Table& word(std::string_view name, Member member, std::span<const std::string_view> words,
                std::string_view meaning) {
        T fresh{};
        json::Value schema = schema_of_words(words);
        schema.set("default", words[static_cast<std::size_t>(std::invoke(member, fresh))]);
        return custom(name, std::move(schema), meaning, [member, words](const Place& place, T& into) {
            using Word = std::remove_reference_t<decltype(std::invoke(member, into))>;
            if (auto found = config::word(place, words))
                std::invoke(member, into) = static_cast<Word>(*found);
        });
    }
    // The name of another part of the estate, kept as its number (or an id made from it).
    template <class Member>
    Table& name_of(std::string_view name, Member member, std::string_view what,
                   std::vector<std::string> KnownNames::*names, std::string_view meaning) {
        return custom(name, schema_of_name(what), meaning,
                      [member, names, what = std::string(what)](const Place& place, T& into) {
                          using Id = std::remove_reference_t<decltype(std::invoke(member, into))>;
                          if (auto number = known(place, what, place.reading().names.*names))
                              std::invoke(member, into) = Id{*number};
                      });
    }
    // An object with a table of its own. `table` makes it; asked once.
    template <class Member, class U>
    Table& object(std::string_view name, Member member, const Table<U>& (*table)(),
                  std::string_view meaning) {
        return custom(name, table().schema(), meaning, [member, table](const Place& place, T& into) {
            table().read(place, std::invoke(member, into));
        });
    }
    // An array of such objects. Each gets its place into `pointer` when it has such a member.
    template <class Member, class U>
    Table& list(std::string_view name, Member member, const Table<U>& (*table)(), std::string_view meaning) {
        json::Value schema = json::Value::object({{"type", "array"}, {"items", table().schema()}});
        return custom(name, std::move(schema), meaning, [member, table](const Place& place, T& into) {
            if (!place.value().is_array()) return place.wrong_type("an array of objects");
            auto& all = std::invoke(member, into);
            const auto& items = place.value().items();
            for (std::size_t i = 0; i < items.size(); ++i) {
                Place item = place.item(i, items[i]);
                U one{};
                if constexpr (requires { one.pointer; }) one.pointer = item.pointer();
                table().read(item, one);
                all.push_back(std::move(one));
            }
        });
    }

  private:
    template <class Member, class Read, class Show>
    Table& plain(std::string_view name, Member member, std::string_view meaning, std::string_view type,
                 const Range& range, Read take, Show show) {
        json::Value schema = schema_of_type(type, range);
        T fresh{};
        if (json::Value usual = show(std::invoke(member, fresh)); !usual.is_null())
            schema.set("default", usual);
        std::string full(meaning);
        if (!range.words.empty()) full += " Allowed: " + range.words + ".";
        return custom(name, std::move(schema), full, [member, take, range](const Place& place, T& into) {
            using Kept = std::remove_reference_t<decltype(std::invoke(member, into))>;
            if (auto value = take(place, range))
                std::invoke(member, into) = static_cast<Kept>(std::move(*value));
        });
    }

    Keys keys_;
    std::vector<std::function<void(const Place&, T&)>> takes_;
    std::function<void(const Place&, T&)> finish_;
};

}  // namespace mailsim::config
