#include "tensor/ranks.hpp"

#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace paretree::tensor {
namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

void check_choices(const std::vector<std::uint64_t>& choices, const char* kind) {
  if (choices.empty()) {
    throw std::invalid_argument(
        fmt::format("{} ranks: no choices; at least one is needed for this tree", kind));
  }
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == 0 || (i > 0 && choices[i] <= choices[i - 1])) {
      throw std::invalid_argument(
          fmt::format("{} ranks: {} at position {}; allowed are ascending numbers from 1", kind,
                      choices[i], i));
    }
  }
}

}  // namespace

EdgeRanks::EdgeRanks(std::vector<std::pair<ModeSet, std::uint64_t>> ranks)
    : ranks_(std::move(ranks)) {
  std::sort(ranks_.begin(), ranks_.end());
  for (std::size_t i = 0; i < ranks_.size(); ++i) {
    if (i > 0 && ranks_[i].first == ranks_[i - 1].first) {
      throw std::invalid_argument(
          fmt::format("ranks: edge {{{}}} has ranks {} and {}; one is allowed",
                      mode_list(ranks_[i].first), ranks_[i - 1].second, ranks_[i].second));
    }
    if (ranks_[i].second == 0) {
      throw std::invalid_argument(fmt::format("ranks: edge {{{}}} has rank 0; ranks are at least 1",
                                              mode_list(ranks_[i].first)));
    }
  }
}

std::uint64_t EdgeRanks::at(ModeSet edge) const {
  const auto found =
      std::lower_bound(ranks_.begin(), ranks_.end(), edge,
                       [](const auto& rank, ModeSet wanted) { return rank.first < wanted; });
  if (found == ranks_.end() || found->first != edge) {
    std::string edges;
    for (const auto& [known, rank] : ranks_) edges += fmt::format(" {{{}}}", mode_list(known));
    throw std::invalid_argument(fmt::format("ranks: no rank on edge {{{}}}; there are ranks on{}",
                                            mode_list(edge), edges.empty() ? " no edges" : edges));
  }
  return found->second;
}

/// The tree of vertices hanging from one edge, whose two ends are the vertices first and second.
struct RankSpace::Impl {
  /// The ways to choose the ranks of a vertex's children (indices of choices) for one rank above
  /// it.
  struct Option {
    std::size_t first = 0;
    std::size_t second = 0;
    std::uint64_t before = 0;  ///< rank vectors of the options before this one
  };
  struct Options {
    std::vector<Option> options;
    std::uint64_t count = 0;
  };
  /// A vertex with the edge above it: no child (leaf, last core), one (core) or two (inner).
  struct Vertex {
    ModeSet edge = 0;
    const std::vector<std::uint64_t>* choices = nullptr;
    std::uint64_t size = 1;  ///< n m of what is at the vertex itself
    int first = -1;
    int second = -1;
    std::vector<Options> below{};  ///< by the choice on the edge above
  };

  std::vector<std::uint64_t> leaf;
  std::vector<std::uint64_t> inner;
  int modes = 1;
  std::vector<Vertex>
      vertices;  ///< children before parents; the last two are the ends of the root edge
  std::vector<std::uint64_t> before;  ///< per choice on the root edge
  std::uint64_t size = 1;
  std::uint64_t redundant = 0;

  Impl(const RankChoices& choices, int count)
      : leaf(choices.leaf), inner(choices.inner), modes(count) {}

  /// Whether no rank at the vertex exceeds the product of everything else there.
  static bool fits(std::uint64_t above, std::uint64_t first, std::uint64_t second,
                   std::uint64_t size) {
    return above <= saturating_times(saturating_times(first, second), size) &&
           first <= saturating_times(saturating_times(above, second), size) &&
           second <= saturating_times(saturating_times(above, first), size);
  }

  const Vertex& child(int index) const { return vertices[static_cast<std::size_t>(index)]; }

  int add(ModeSet edge, std::uint64_t local_size, int first, int second) {
    Vertex vertex{.edge = edge,
                  .choices = ends_in_leaf(edge, modes) ? &leaf : &inner,
                  .size = local_size,
                  .first = first,
                  .second = second};
    check_choices(*vertex.choices, ends_in_leaf(edge, modes) ? "leaf" : "inner");
    for (const std::uint64_t above : *vertex.choices) {
      vertex.below.push_back(options_below(vertex, above));
    }
    vertices.push_back(std::move(vertex));
    return static_cast<int>(vertices.size()) - 1;
  }

  Options options_below(const Vertex& vertex, std::uint64_t above) const {
    Options result;
    const std::size_t firsts = vertex.first < 0 ? 1 : child(vertex.first).choices->size();
    const std::size_t seconds = vertex.second < 0 ? 1 : child(vertex.second).choices->size();
    for (std::size_t i = 0; i < firsts; ++i) {
      if (count(vertex.first, i) == 0) continue;  // of many choices most are beyond any bound
      for (std::size_t j = 0; j < seconds; ++j) {
        if (!fits(above, rank(vertex.first, i), rank(vertex.second, j), vertex.size)) continue;
        const std::uint64_t ways = times(count(vertex.first, i), count(vertex.second, j));
        if (ways == 0) continue;
        result.options.push_back({.first = i, .second = j, .before = result.count});
        result.count = plus(result.count, ways);
      }
    }
    return result;
  }

  std::uint64_t rank(int vertex, std::size_t choice) const {
    return vertex < 0 ? 1 : (*child(vertex).choices)[choice];
  }
  std::uint64_t count(int vertex, std::size_t choice) const {
    return vertex < 0 ? 1 : child(vertex).below[choice].count;
  }

  /// Joins the two ends of the root edge and counts.
  void close() {
    const Vertex& first = vertices[vertices.size() - 2];
    const Vertex& second = vertices.back();
    size = 0;
    for (std::size_t i = 0; i < first.choices->size(); ++i) {
      before.push_back(size);
      size = plus(size, times(first.below[i].count, second.below[i].count));
    }
    std::uint64_t full = 1;
    // Every vertex but one end of the root edge stands for one edge.
    for (std::size_t v = 0; v + 1 < vertices.size(); ++v) {
      full = saturating_times(full, vertices[v].choices->size());
    }
    redundant = full == most ? most : full - size;
  }

  std::size_t choice_of(int vertex, const EdgeRanks& ranks) const {
    const Vertex& at = child(vertex);
    const auto found = std::lower_bound(at.choices->begin(), at.choices->end(), ranks.at(at.edge));
    return static_cast<std::size_t>(found - at.choices->begin());
  }

  /// The number that unrank() turns into these ranks. Requires: they are in the space.
  std::uint64_t rank_number(int index, std::size_t choice, const EdgeRanks& ranks) const {
    const Vertex& vertex = child(index);
    if (vertex.first < 0) return 0;
    const std::size_t first = choice_of(vertex.first, ranks);
    const std::size_t second = vertex.second < 0 ? 0 : choice_of(vertex.second, ranks);
    const auto& options = vertex.below[choice].options;
    const auto option = std::lower_bound(options.begin(), options.end(), std::pair(first, second),
                                         [](const Option& each, const auto& wanted) {
                                           return std::pair(each.first, each.second) < wanted;
                                         });
    const std::uint64_t below_second =
        vertex.second < 0 ? 0 : rank_number(vertex.second, second, ranks);
    return option->before + rank_number(vertex.first, first, ranks) * count(vertex.second, second) +
           below_second;
  }

  void unrank(int index, std::size_t choice, std::uint64_t number,
              std::vector<std::pair<ModeSet, std::uint64_t>>& ranks) const {
    const Vertex& vertex = child(index);
    if (vertex.first < 0) return;
    const auto& options = vertex.below[choice].options;
    const auto next = std::upper_bound(
        options.begin(), options.end(), number,
        [](std::uint64_t value, const Option& option) { return value < option.before; });
    const Option& option = *(next - 1);
    number -= option.before;
    const std::uint64_t seconds = count(vertex.second, option.second);
    ranks.emplace_back(child(vertex.first).edge, rank(vertex.first, option.first));
    if (vertex.second >= 0) {
      ranks.emplace_back(child(vertex.second).edge, rank(vertex.second, option.second));
    }
    unrank(vertex.first, option.first, number / seconds, ranks);
    if (vertex.second >= 0) unrank(vertex.second, option.second, number % seconds, ranks);
  }
};

RankSpace RankSpace::of_tree(const DimensionTree& tree, const Modes& modes,
                             const RankChoices& choices) {
  check(modes);
  const std::vector<ModeSet> edges = tree.unrooted();
  if (tree.modes() != modes.count()) {
    throw std::invalid_argument(fmt::format("rank space: the tree {} has {} modes, the matrix {}",
                                            tree.text(), tree.modes(), modes.count()));
  }
  const int count = modes.count();
  auto impl = std::make_shared<Impl>(choices, count);
  if (count > 1) {
    const ModeSet last_edge = edge_of(ModeSet{1} << (count - 1), count);
    const DimensionTree representative = rooted_at(tree, last_edge);
    std::vector<int> vertex_of;
    for (const DimensionTree::Node& node : representative.nodes()) {
      if (node.parent < 0) break;
      const ModeSet edge = edge_of(node.modes, count);
      if (node.is_leaf()) {
        const auto mode = static_cast<std::size_t>(node.mode);
        vertex_of.push_back(
            impl->add(edge, saturating_times(modes.in[mode], modes.out[mode]), -1, -1));
      } else {
        vertex_of.push_back(impl->add(edge, 1, vertex_of[static_cast<std::size_t>(node.left)],
                                      vertex_of[static_cast<std::size_t>(node.right)]));
      }
    }
    impl->close();
  }
  return RankSpace(std::move(impl));
}

RankSpace RankSpace::of_chain(const Modes& modes, const RankChoices& choices) {
  check(modes);
  const int count = modes.count();
  auto impl = std::make_shared<Impl>(choices, count);
  const auto local_size = [&](int mode) {
    const auto at = static_cast<std::size_t>(mode);
    return saturating_times(modes.in[at], modes.out[at]);
  };
  if (count > 1) {
    // From the last core inwards; the root edge is the bond between cores 0 and 1.
    int vertex = -1;
    for (int core = count - 1; core >= 1; --core) {
      vertex = impl->add((ModeSet{1} << core) - 1, local_size(core), vertex, -1);
    }
    impl->add(ModeSet{1}, local_size(0), -1, -1);
    impl->close();
  }
  return RankSpace(std::move(impl));
}

std::uint64_t RankSpace::size() const {
  return impl_->size;
}
std::uint64_t RankSpace::redundant() const {
  return impl_->redundant;
}

EdgeRanks RankSpace::at(std::uint64_t index) const {
  if (index >= size()) {
    throw std::invalid_argument(
        fmt::format("rank vector {}; allowed are the indices below {}", index, size()));
  }
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  if (impl_->vertices.empty()) return EdgeRanks();
  const auto next = std::upper_bound(impl_->before.begin(), impl_->before.end(), index);
  const auto choice = static_cast<std::size_t>(next - impl_->before.begin()) - 1;
  const int last = static_cast<int>(impl_->vertices.size()) - 1;
  const std::uint64_t number = index - impl_->before[choice];
  const std::uint64_t seconds = impl_->count(last, choice);
  ranks.emplace_back(impl_->child(last).edge, impl_->rank(last, choice));
  impl_->unrank(last - 1, choice, number / seconds, ranks);
  impl_->unrank(last, choice, number % seconds, ranks);
  return EdgeRanks(std::move(ranks));
}

std::uint64_t RankSpace::index_of(const EdgeRanks& ranks) const {
  if (!contains(ranks)) {
    throw std::invalid_argument(
        "rank vector: it is not in this space (redundant, of another tree, or a value that is no "
        "choice)");
  }
  if (impl_->vertices.empty()) return 0;
  const int last = static_cast<int>(impl_->vertices.size()) - 1;
  const std::size_t choice = impl_->choice_of(last, ranks);
  return impl_->before[choice] +
         impl_->rank_number(last - 1, choice, ranks) * impl_->count(last, choice) +
         impl_->rank_number(last, choice, ranks);
}

bool RankSpace::contains(const EdgeRanks& ranks) const {
  const auto& vertices = impl_->vertices;
  if (vertices.empty()) return ranks.edges().empty();
  if (ranks.edges().size() != vertices.size() - 1) return false;
  const auto rank_at = [&](const Impl::Vertex& vertex) -> std::uint64_t {
    for (const auto& [edge, rank] : ranks.edges()) {
      if (edge == vertex.edge &&
          std::binary_search(vertex.choices->begin(), vertex.choices->end(), rank)) {
        return rank;
      }
    }
    return 0;
  };
  return std::all_of(vertices.begin(), vertices.end(), [&](const Impl::Vertex& vertex) {
    const std::uint64_t above = rank_at(vertex);
    const std::uint64_t first = vertex.first < 0 ? 1 : rank_at(impl_->child(vertex.first));
    const std::uint64_t second = vertex.second < 0 ? 1 : rank_at(impl_->child(vertex.second));
    return above != 0 && first != 0 && second != 0 && Impl::fits(above, first, second, vertex.size);
  });
}

}  // namespace paretree::tensor
