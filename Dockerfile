FROM node:24-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
# The official image carries Node's headers: better-sqlite3 compiles against these instead of downloading them.
ENV npm_config_nodedir=/usr/local
WORKDIR /app
COPY package.json package-lock.json ./
# Only the native module needs an install script; the project's own scripts have no sources yet.
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY tsconfig.json ./
COPY scripts/build.mjs ./scripts/
COPY src ./src
RUN node scripts/build.mjs --no-source-maps \
 && npm prune --omit=dev --ignore-scripts \
 # What better-sqlite3 was compiled from is nine tenths of its size.
 && cd node_modules/better-sqlite3 && rm -rf deps src \
 && find build -type f ! -name better_sqlite3.node -delete && find build -type d -empty -delete

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="logagent" \
      org.opencontainers.image.description="Ships Docker's container logs to Elasticsearch: nothing lost, nothing doubled." \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir -m 0700 /var/lib/logagent
# glibc keeps what each of Node's threads has freed for that thread: 110 MiB in place of 127 at full speed, CPU time the same.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    LOGAGENT_STATE_DIR=/var/lib/logagent \
    LOGAGENT_LISTEN=0.0.0.0:9600
EXPOSE 9600
# Docker's folders belong to root with mode 0710. Uid 0 without any capability reads them by ownership and nothing else of
# the host that root does not own; another user would need a file capability, which no-new-privileges forbids.
# Meant for: --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges
USER 0:0
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["node", "/app/dist/cli.js", "health"]
ENTRYPOINT ["node", "/app/dist/cli.js"]
