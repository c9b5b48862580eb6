# The proxy in front, from the one configuration of deploy/nginx: only where it listens and what it speaks to differ.
#   docker build -f deploy/docker/nginx.Dockerfile --build-arg API=api:8080 --build-arg LIVE=api:8081 -t speechai-nginx .
FROM nginx:1.26-alpine
ARG API=127.0.0.1:8080
ARG LIVE=127.0.0.1:8081
COPY deploy/nginx/speechai.conf /etc/nginx/conf.d/default.conf
RUN sed -i -e "s/127\.0\.0\.1:8080/${API}/" -e "s/127\.0\.0\.1:8081/${LIVE}/" \
      -e 's/listen 443 /listen 8443 /' -e 's/listen \[::\]:443 /listen [::]:8443 /' \
      -e 's/listen 80;/listen 8880;/' -e 's/listen \[::\]:80;/listen [::]:8880;/' \
      -e 's/server_name calls.example.com/server_name _/' /etc/nginx/conf.d/default.conf \
 && sed -i -e 's/worker_connections .*/worker_connections 4096;/' -e '/^user /d' \
      -e 's,^pid .*,pid /tmp/nginx.pid;,' /etc/nginx/nginx.conf
USER 101:101
EXPOSE 8443
