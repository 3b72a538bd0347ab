#include "dse/study/front_measure.hpp"

#include "dse/pareto/hypervolume.hpp"
#include "dse/study/query.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace paretree::dse {

Points minimised(const results::RunRow& run, const std::vector<results::DesignRow>& rows,
                 const std::vector<std::string>& objectives) {
  Points points;
  points.width = objectives.size();
  std::vector<double> signs;
  for (const std::string& name : objectives) {
    signs.push_back(is_maximised(run, name) ? -1.0 : 1.0);
  }
  std::vector<double> point(objectives.size());
  for (const results::DesignRow& row : rows) {
    for (std::size_t i = 0; i < objectives.size(); ++i) {
      point[i] = signs[i] * figure(run, row, objectives[i]);
    }
    if (std::all_of(point.begin(), point.end(), [](double part) { return std::isfinite(part); })) {
      points.values.insert(points.values.end(), point.begin(), point.end());
    }
  }
  return points;
}

Frame frame_of(const std::vector<const Points*>& fronts) {
  Frame frame;
  for (const Points* front : fronts) {
    for (std::size_t row = 0; row < front->size(); ++row) {
      frame.ideal.resize(front->width, std::numeric_limits<double>::infinity());
      frame.nadir.resize(front->width, -std::numeric_limits<double>::infinity());
      for (std::size_t i = 0; i < front->width; ++i) {
        frame.ideal[i] = std::min(frame.ideal[i], (*front)[row][i]);
        frame.nadir[i] = std::max(frame.nadir[i], (*front)[row][i]);
      }
    }
  }
  return frame;
}

std::vector<double> reference_of(const Frame& frame) {
  std::vector<double> reference;
  for (std::size_t i = 0; i < frame.ideal.size(); ++i) {
    reference.push_back(frame.nadir[i] + reference_margin * (frame.nadir[i] - frame.ideal[i]));
  }
  return reference;
}

double dominated_share(const Points& front, const Frame& frame) {
  if (frame.ideal.empty() || front.size() == 0) {
    return 0;
  }
  // In units of each objective's range, so that no objective's unit weighs more than another's.
  constexpr double edge = 1 + reference_margin;
  Points scaled;
  scaled.width = front.width;
  scaled.values.reserve(front.values.size());
  for (std::size_t row = 0; row < front.size(); ++row) {
    for (std::size_t i = 0; i < front.width; ++i) {
      const double range = frame.nadir[i] - frame.ideal[i];
      const double above = std::max(0.0, front[row][i] - frame.ideal[i]);
      scaled.values.push_back(range > 0 ? above / range : above > 0 ? edge : 0.0);
    }
  }
  return hypervolume(scaled, std::vector<double>(front.width, edge)) /
         std::pow(edge, static_cast<double>(front.width));
}

double coverage(const Points& a, const Points& b) {
  std::size_t covered = 0;
  for (std::size_t row = 0; row < b.size(); ++row) {
    for (std::size_t other = 0; other < a.size(); ++other) {
      if (covers(a[other], b[row])) {
        ++covered;
        break;
      }
    }
  }
  return b.size() == 0 ? 1 : static_cast<double>(covered) / static_cast<double>(b.size());
}

}  // namespace paretree::dse
