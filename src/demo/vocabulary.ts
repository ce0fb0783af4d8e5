/** The parts of the made-up web shop's access log. Each weight is a relative frequency. */

export type Weighted<T> = readonly (readonly [value: T, weight: number])[];

export const METHODS: Weighted<string> = [
  ['GET', 90],
  ['POST', 6],
  ['HEAD', 3],
  ['PUT', 1],
];

/** `#` becomes a number from 1 to 9999. */
export const PATHS: Weighted<string> = [
  ['/', 12],
  ['/index.html', 4],
  ['/products', 8],
  ['/products/#', 22],
  ['/products/#/reviews', 6],
  ['/search?q=blue+kettle&page=2', 5],
  ['/search?q=caf%C3%A9', 2],
  ['/cart', 6],
  ['/api/v1/cart/items/#', 6],
  ['/api/v1/stock?sku=A-#', 5],
  ['/css/site.css', 7],
  ['/js/shop.min.js', 7],
  ['/images/product-#.webp', 14],
  ['/favicon.ico', 3],
  ['/robots.txt', 1],
  ['/admin/login', 1],
  ['/wp-login.php', 1],
];

export const STATUSES: Weighted<number> = [
  [200, 880],
  [304, 50],
  [404, 25],
  [301, 18],
  [206, 8],
  [403, 6],
  [500, 6],
  [429, 4],
  [503, 3],
];

/** The page that the visitor came from; `-` when there is none. `#` as in paths. */
export const REFERRERS: Weighted<string> = [
  ['-', 40],
  ['https://shop.example/', 20],
  ['https://shop.example/products/#', 20],
  ['https://search.example/?q=kettle', 12],
  ['https://news.example/2026/gift-ideas', 8],
];

/** Apache writes a quote inside a field as `\"`. */
export const AGENTS: Weighted<string> = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36',
    34,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
    26,
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 14],
  ['Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about)', 12],
  ['curl/8.9.1', 6],
  ['-', 4],
  [String.raw`Mozilla/5.0 (compatible; \"shop\" price watcher)`, 4],
];

export const USERS: Weighted<string> = [
  ['-', 96],
  ['anna', 2],
  ['build-bot', 2],
];
