#ifndef PARETREE_DSE_EXEC_OPEN_FILES_HPP
#define PARETREE_DSE_EXEC_OPEN_FILES_HPP

namespace paretree::dse {

/// Lets this process hold as many files open as the system allows it: the usual limit of 1,024 is
/// for programs that call select(), which none of ours does.
void allow_open_files();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_EXEC_OPEN_FILES_HPP
