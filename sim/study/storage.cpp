#include "study/storage.hpp"

#include <algorithm>
#include <cmath>

namespace mailsim::study {

double mean_use(double fill) { return fill <= 0.5 ? fill : 1 - 1 / (4 * fill); }

std::vector<Store> stores(const estate::Estate& estate, double mailboxes, double stored) {
    std::vector<Store> all;
    for (const estate::Host& host : estate.platform.hosts) {
        Store store;
        store.host = host.name;
        store.size = static_cast<double>(host.disk.size.count);
        all.push_back(store);
    }
    auto add = [&](base::NodeId home, double count, double quota, double share) {
        if (!home.valid()) return;
        Store& store = all[estate.node(home).host.index()];
        store.mailboxes += count;
        store.used += count * quota * share;
        store.promised += count * quota;
    };
    for (const estate::Domain& domain : estate.domains) {
        if (domain.outside) continue;
        for (const estate::Part& part : domain.parts)
            add(part.home, std::round(part.count * mailboxes), static_cast<double>(part.quota.count),
                mean_use(part.fill * stored));
        for (const estate::Account& account : domain.accounts)
            add(account.home, 1, static_cast<double>(account.quota.count),
                std::min(1.0, account.fill * stored));
    }
    std::erase_if(all, [](const Store& s) { return s.mailboxes == 0; });
    return all;
}

}  // namespace mailsim::study
