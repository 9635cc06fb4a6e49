export { expectedSpeed, type MeasuredSpeed } from './expected-speed.js';
export {
  type Candidate,
  type ModelChoice,
  type Obstacle,
  type Recommendation,
  type RecommendOptions,
  recommendFrom,
} from './recommendation.js';
