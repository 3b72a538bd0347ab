#include "dse/exec/open_files.hpp"

#include <sys/resource.h>

namespace paretree::dse {

void allow_open_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    static_cast<void>(setrlimit(RLIMIT_NOFILE, &files));  // a merge that needs more says so itself
  }
}

}  // namespace paretree::dse
