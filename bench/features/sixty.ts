import type { Known } from '#profile';
import { parseExpression } from '#documents';

const large = '("fridge", "washer", "tv", "aircon")';

/** Sixty numbers about a customer of the bench's shop that models of repurchase, churn and value really use, by name. */
export const sixtyFeatures: Readonly<Record<string, string>> = {
  // recency, frequency, monetary value
  orders_30d: 'count(order_paid, 30d)',
  orders_90d: 'count(order_paid, 90d)',
  orders_180d: 'count(order_paid, 180d)',
  orders_365d: 'count(order_paid, 365d)',
  orders: 'count(order_paid)',
  spend_30d: 'sum(order_paid.amount, 30d)',
  spend_90d: 'sum(order_paid.amount, 90d)',
  spend_365d: 'sum(order_paid.amount, 365d)',
  spend: 'sum(order_paid.amount)',
  order_mean_365d: 'mean(order_paid.amount, 365d)',
  order_max: 'max(order_paid.amount)',
  order_min_365d: 'min(order_paid.amount, 365d)',
  order_stddev: 'stddev(order_paid.amount)',
  order_first: 'first(order_paid.amount)',
  order_last: 'last(order_paid.amount)',
  large_orders_365d: 'count(order_paid where amount >= 3000, 365d)',
  days_since_order: 'days_since(order_paid)',
  days_since_first_order: 'days_since_first(order_paid)',
  // rhythm
  interval_mean: 'interval_mean(order_paid)',
  interval_cv: 'interval_cv(order_paid)',
  overdue: 'days_since(order_paid) / interval_mean(order_paid)',
  spend_trend_90d: 'trend(sum(order_paid.amount), 90d)',
  orders_trend_60d: 'trend(count(order_paid), 60d)',
  orders_this_month: 'count(order_paid, this_month)',
  orders_last_month: 'count(order_paid, last_month)',
  // what they buy, and through what
  categories: 'distinct(order_paid.category)',
  categories_180d: 'distinct(order_paid.category, 180d)',
  category_diversity: 'diversity(order_paid.category)',
  favourite_is_fridge: 'favourite(order_paid.category) = "fridge"',
  favourite_is_phone: 'favourite(order_paid.category, 365d) = "phone"',
  fridge_share: 'count(order_paid where category = "fridge") / count(order_paid)',
  large_appliances_share: `sum(order_paid.amount where category in ${large}) / sum(order_paid.amount)`,
  app_share_365d: 'count(order_paid where channel = "app", 365d) / count(order_paid, 365d)',
  last_in_store: 'last(order_paid.channel) = "store"',
  // looking
  views_7d: 'count(product_viewed, 7d)',
  views_30d: 'count(product_viewed, 30d)',
  views_90d: 'count(product_viewed, 90d)',
  view_price_60d: 'mean(product_viewed.price, 60d)',
  view_price_max_30d: 'max(product_viewed.price, 30d)',
  view_categories_30d: 'distinct(product_viewed.category, 30d)',
  view_diversity_90d: 'diversity(product_viewed.category, 90d)',
  fridge_views_30d: 'count(product_viewed where category = "fridge", 30d)',
  views_trend_30d: 'trend(count(product_viewed), 30d)',
  days_since_view: 'days_since(product_viewed)',
  dearer_than_bought: 'mean(product_viewed.price, 30d) / mean(order_paid.amount, 365d)',
  pages_7d: 'count(page_viewed, 7d)',
  pages_30d: 'count(page_viewed, 30d)',
  dwell_30d: 'mean(page_viewed.dwell_ms, 30d)',
  days_since_page: 'days_since(page_viewed)',
  searches_30d: 'count(search_made, 30d)',
  search_terms_90d: 'distinct(search_made.term, 90d)',
  // the cart
  carts_30d: 'count(cart_added, 30d)',
  orders_of_carts_30d: 'count(order_paid, 30d) / count(cart_added, 30d)',
  cart_left_14d: 'sequence(cart_added then not order_paid within 3d, 14d)',
  // coupons, shops, trouble
  coupons_90d: 'count(coupon_received, 90d)',
  best_benefit_180d: 'max(coupon_received.benefit, 180d)',
  store_visits_180d: 'count(store_visited, 180d)',
  after_sales_365d: 'count(after_sales_opened, 365d)',
  // who they are
  from_shanghai: 'trait("city") = "Shanghai"',
  is_dormant: 'tag("life_cycle") = "dormant"',
};

/** The tag that they name. */
export const sixtyKnow = (timeZone: string): Known => ({
  conditions: new Map(),
  tags: new Map([
    [
      'life_cycle',
      {
        type: 'rule',
        values: [
          { value: 'new', when: parseExpression('days_since_first(order_paid) <= 30') },
          { value: 'active', when: parseExpression('count(order_paid, 90d) >= 1') },
          { value: 'dormant', when: parseExpression('count(order_paid) >= 1 and count(page_viewed, 90d) >= 1') },
          { value: 'lost', when: parseExpression('count(order_paid) >= 1') },
        ],
        otherwise: null,
      },
    ],
  ]),
  timeZone,
});
