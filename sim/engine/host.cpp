#include "engine/host.hpp"

namespace mailsim::engine {

void Host::add(Session::Attachment& attachment) {
    attachment.host = this;
    attachment.previous = nullptr;
    attachment.next = first_;
    if (first_) first_->previous = &attachment;
    first_ = &attachment;
    ++sessions_;
}

void Host::remove(Session::Attachment& attachment) {
    (attachment.previous ? attachment.previous->next : first_) = attachment.next;
    if (attachment.next) attachment.next->previous = attachment.previous;
    attachment.host = nullptr;
    --sessions_;
}

void Host::turn_off() {
    if (!on_) return;
    on_ = false;
    off_since_ = calendar_.now();
    for (Session::Attachment* a = first_; a; a = a->next) a->session->fail();  // nobody is resumed within
    cpu.turn_off();
    disk.turn_off();
}

void Host::turn_on() {
    if (on_) return;
    on_ = true;
    off_time_ += calendar_.now() - off_since_;
    cpu.turn_on();
    disk.turn_on();
}

}  // namespace mailsim::engine
