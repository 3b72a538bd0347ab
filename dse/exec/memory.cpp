#include "dse/exec/memory.hpp"

#include <sys/resource.h>

namespace paretree::dse {

double peak_memory_bytes() {
  constexpr double bytes_per_kib = 1024;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * bytes_per_kib;
}

}  // namespace paretree::dse
