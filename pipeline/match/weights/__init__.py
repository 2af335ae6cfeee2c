"""What was fitted: match weights, limits, trees and what they ask for; data of configs/matching."""
