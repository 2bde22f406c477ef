#include "dns/rdata.hpp"

#include <fmt/format.h>
#include <ldns/ldns.h>

#include <charconv>
#include <cstdlib>
#include <memory>

namespace mailsim::dns {
namespace {

struct FreeRecord {
    void operator()(ldns_rr* rr) const { ldns_rr_free(rr); }
};
struct FreeName {
    void operator()(ldns_rdf* rdf) const { ldns_rdf_deep_free(rdf); }
};
using RecordPointer = std::unique_ptr<ldns_rr, FreeRecord>;
using NamePointer = std::unique_ptr<ldns_rdf, FreeName>;

std::string text_of(const ldns_rdf* rdf) {
    std::unique_ptr<char, decltype(&std::free)> text(ldns_rdf2str(rdf), &std::free);
    return text ? text.get() : "";
}

std::string_view example(Type type) {
    switch (type) {
        case Type::a: return "192.0.2.1";
        case Type::aaaa: return "2001:db8::1";
        case Type::mx: return "10 mail.example.com.";
        case Type::txt: return "\"some text\"";
        case Type::soa: return "ns.example.com. admin.example.com. 1 2h 30m 2w 5m";
        case Type::cname:
        case Type::ns:
        case Type::ptr: return "host.example.com.";
        default: return "";
    }
}

std::string wrong(const WrittenRecord& written, std::string_view why) {
    std::string out = fmt::format("cannot read '{}' as data of type {} ({})", written.rdata.substr(0, 80),
                                  to_string(written.type), why);
    if (std::string_view form = example(written.type); !form.empty())
        out += fmt::format("; write it like '{}'", form);
    return out;
}

// ldns wraps numbers that are too large instead of refusing them.
bool numbers_fit(const WrittenRecord& written) {
    if (written.type != Type::mx && written.type != Type::soa) return true;
    std::uint64_t limit = written.type == Type::mx ? 0xffff : 0xffffffff;
    std::string_view rest = written.rdata;
    int place = 0;
    while (!rest.empty()) {
        std::string_view word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        bool number_here = written.type == Type::mx ? place == 0 : place >= 2;
        ++place;
        if (!number_here) continue;
        std::uint64_t value = 0;
        auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc{} || value > limit) return false;
        if (written.type == Type::mx && end != word.data() + word.size()) return false;
    }
    return true;
}

void take_strings(const ldns_rr& rr, std::string& out) {
    for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) {
        const ldns_rdf* rdf = ldns_rr_rdf(&rr, i);
        if (ldns_rdf_size(rdf) < 1) continue;
        const auto* data = reinterpret_cast<const char*>(ldns_rdf_data(rdf));
        out.append(data + 1, ldns_rdf_size(rdf) - 1);
    }
}

void take_data(const ldns_rr& rr, Record& record, NameTable& names) {
    for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) {
        if (i > 0) record.rdata += ' ';
        record.rdata += text_of(ldns_rr_rdf(&rr, i));
    }
    switch (record.type) {
        case Type::a:
        case Type::aaaa:
            if (auto ip = base::parse_ip(record.rdata)) record.address = *ip;
            break;
        case Type::mx:
            record.preference = ldns_rdf2native_int16(ldns_rr_rdf(&rr, 0));
            record.target = names.intern(text_of(ldns_rr_rdf(&rr, 1)));
            break;
        case Type::cname:
        case Type::ns:
        case Type::ptr: record.target = names.intern(record.rdata); break;
        case Type::txt: take_strings(rr, record.text); break;
        default: break;
    }
}

}  // namespace

base::expected<Record, std::string> read_record(const WrittenRecord& written, NameTable& names) {
    if (!numbers_fit(written)) return base::unexpected(wrong(written, "a number is missing or too large"));
    std::string line =
        fmt::format("{} {} IN {} {}", written.owner, written.ttl, to_string(written.type), written.rdata);
    NamePointer origin(ldns_dname_new_frm_str(fmt::format("{}.", written.origin).c_str()));
    ldns_rr* raw = nullptr;
    ldns_status status = ldns_rr_new_frm_str(&raw, line.c_str(), 0, origin.get(), nullptr);
    if (status != LDNS_STATUS_OK) return base::unexpected(wrong(written, ldns_get_errorstr_by_id(status)));
    RecordPointer rr(raw);
    if (!rr || ldns_rr_rd_count(rr.get()) == 0) return base::unexpected(wrong(written, "no data"));
    Record record;
    record.owner = names.intern(text_of(ldns_rr_owner(rr.get())));
    record.type = written.type;
    record.ttl = written.ttl;
    take_data(*rr, record, names);
    return record;
}

}  // namespace mailsim::dns
