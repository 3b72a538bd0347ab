#include "dse/exec/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace paretree::dse {

namespace {

// A lock-free atomic is the one kind of object that a handler may write.
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void note(int number) {
  if (interrupted.exchange(true)) {
    std::signal(number, SIG_DFL);
    static_cast<void>(std::raise(number));
  }
}

}  // namespace

void catch_interrupts() {
  interrupted = false;
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

bool interrupt_requested() {
  return interrupted;
}

}  // namespace paretree::dse
