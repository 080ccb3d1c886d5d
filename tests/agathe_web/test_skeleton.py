def test_home(client, db):
    for path in ("/", "/en/", "/projets/"):
        response = client.get(path)
        assert response.status_code == 200, response.content
    assert b'lang="en"' in client.get("/en/").content


def test_project(project):
    assert project.number == 1
